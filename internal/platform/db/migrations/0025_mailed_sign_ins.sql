-- Sign-ins that wait for what was mailed. The id is the digest of a link's
-- token, or of the browser and address that a code is for; codes are kept as
-- digests with the value of the browser's cookie, which is kept nowhere.
CREATE TABLE mailed_sign_ins (
    id          TEXT PRIMARY KEY,
    browser     TEXT NOT NULL,
    email       TEXT NOT NULL,
    code        TEXT NOT NULL,
    oauth_query TEXT NOT NULL,
    tries       BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX mailed_sign_ins_expires ON mailed_sign_ins (expires_at);
