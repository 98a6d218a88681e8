"""What somebody can alter behind the program's back, and whether verify tells."""
