"""How exports of monitoring systems arrive."""
