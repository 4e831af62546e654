"""Golden conversations: what the person does, and every reply, in one readable file each."""
