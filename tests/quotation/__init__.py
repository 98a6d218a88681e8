"""The quotation check's rules."""
