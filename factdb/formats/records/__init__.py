"""Records: what a file says of one claim, whatever its format."""
