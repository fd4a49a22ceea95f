"""One file per platform: the grammar of its public addresses, and the signs by which its pages are judged."""
