"""What tests share: factories, casts, addresses, naive rules, hostile files. No test stands here."""
