"""Use-cases: one module a noun, one transaction a function. The only place where the layers meet.

Functions take the engine, who acts (`Act`: instant, actor, login) and plain values. They raise the
errors of `tracker.errors`, and leave nothing half done.
"""
