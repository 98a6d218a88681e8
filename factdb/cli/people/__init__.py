"""Commands on who makes and carries claims, and on the words that claims are sorted by.

speakers    the people and organisations that make claims, with their offices
sources     the outlets that carry claims, with the hosts of their pages
identities  who is whom: duplicates, merge, different and split, for speakers as for sources
topics      what claims are about
ratings     the ratings that verdicts give; what other publishers' labels mean
"""
