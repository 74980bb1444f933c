"""The slots of a promise: its exact words, actor, action, condition, kind and deadline."""
