"""Commands for the people and outlets behind claims, and for topics and ratings.

speakers    the people and organisations that make claims, with their offices
sources     the outlets that carry claims, with the domains of their pages
identities  duplicates, merge, different and split, for speakers and for sources
topics      the topics of claims
ratings     the ratings of verdicts, and the labels of other publishers
"""
