"""The pages that anybody may open, without a login: where the author of an item complains of an order (R22)."""
