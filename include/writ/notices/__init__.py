"""What a platform reads."""
