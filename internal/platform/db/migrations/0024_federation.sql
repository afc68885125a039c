-- What a provider handed out with an account: tokens sealed with the service's
-- secret, scope as a list with commas.
ALTER TABLE accounts ADD COLUMN access_token TEXT;
ALTER TABLE accounts ADD COLUMN refresh_token TEXT;
ALTER TABLE accounts ADD COLUMN id_token TEXT;
ALTER TABLE accounts ADD COLUMN access_token_expires_at BIGINT;
ALTER TABLE accounts ADD COLUMN refresh_token_expires_at BIGINT;
ALTER TABLE accounts ADD COLUMN scope TEXT;
