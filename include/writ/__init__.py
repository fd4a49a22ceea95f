"""Writ: lawful, specific, deadline-tracked orders to online platforms, and the proof of what became of them."""
