"""Mail: what is due becomes bytes once, and the bytes leave by a transport.

- `compose.compose_reminder`, `compose_digest` and `compose_test` return a `Mail` (subject, bytes,
  Message-ID) to be stored in the outbox. Templates lie in templates/email/KIND/.
- `transports.make_transport` gives the way out that the settings name; `async with` it and `send` stored
  bytes to one recipient at a time. What fails raises `errors.DeliveryError`, whose `failure` says what
  follows (tracker.followup.delivery) and whose `server` whether other mails would fail alike now.

Jinja2, css-inline and aiosmtplib are imported when the first mail is composed or sent, not before.
"""
