"""The lists of a desk's open work: the start page, contacts and corrections."""
