"""Who and when: parties and dates behind the words of the report."""
