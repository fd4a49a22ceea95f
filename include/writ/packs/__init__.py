"""Law as data: what each jurisdiction's authority may order, on which ground, and within what time."""
