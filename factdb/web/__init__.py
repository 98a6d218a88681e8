"""The review pages: a face like the command line. Pages read a request, call one service, and show the result."""
