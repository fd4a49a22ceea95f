"""What anybody may open without a login: where authors complain (R22), and where platforms push receipts."""
