"""Code positions: whose stance on which question, on what condition, and why."""
