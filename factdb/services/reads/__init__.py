"""What only shows data: lists and pages that every face shares."""
