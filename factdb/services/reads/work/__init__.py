"""The lists of a desk's open work: the start page, contacts, corrections, and a reviewer's own assessments."""
