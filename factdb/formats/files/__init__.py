"""Files as bytes and text: unpacked, decoded, JSON read a piece at a time."""
