"""The quotation check: quoted words held against a source, word by word."""
