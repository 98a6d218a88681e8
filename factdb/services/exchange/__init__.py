"""What the desk gives to others in the formats of the field."""
