-- Mail on its way, and for a while what became of it. What a mail says is
-- sealed, and gone once the mail is sent or given up.
CREATE TABLE mails (
    id         TEXT PRIMARY KEY,
    template   TEXT NOT NULL,
    sealed     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    attempts   BIGINT NOT NULL,
    next_at    BIGINT,
    lease      TEXT NOT NULL,
    problem    TEXT NOT NULL,
    sent_at    BIGINT,
    failed_at  BIGINT
);
CREATE INDEX mails_next ON mails (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX mails_created ON mails (created_at);

ALTER TABLE users ADD COLUMN locale TEXT;
