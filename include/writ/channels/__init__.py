"""How notices leave and how answers come back."""
