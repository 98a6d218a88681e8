"""Turn rows into text and text into rows: one module a format, and no database."""
