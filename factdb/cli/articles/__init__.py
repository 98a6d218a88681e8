"""Commands on articles, documents and evidence."""
