"""AVeriTeC, a data set of claims with questions and answers: objects of JSON to claim records and back.

`averitec_reader` makes records of a file, `averitec_writer` an object of a claim that the ledger has.
"""
