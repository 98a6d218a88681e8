"""AVeriTeC: claims with questions and answers, read and written."""
