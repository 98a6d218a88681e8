"""Pages of the desk itself: signing in, imports and administration."""
