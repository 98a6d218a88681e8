"""What a shell completes, without SQLAlchemy: a key press can't wait for its import."""
