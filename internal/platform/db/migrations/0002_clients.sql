-- client is what an application says of itself as an OAuth client (RFC 7591
-- metadata and our settings), as one JSON object: no query looks into it.
-- document_url is the client id of one that is described by a document of its
-- own on the network.
ALTER TABLE applications ADD COLUMN client TEXT NOT NULL DEFAULT '{}';
ALTER TABLE applications ADD COLUMN origin TEXT NOT NULL DEFAULT 'admin';
ALTER TABLE applications ADD COLUMN document_url TEXT;
CREATE UNIQUE INDEX applications_document_url ON applications (document_url) WHERE document_url IS NOT NULL;
CREATE INDEX applications_origin ON applications (origin, created_at) WHERE origin <> 'admin';

-- details is what else an authorization settled, as JSON: requested claims,
-- the key the code is bound to.
ALTER TABLE grants ADD COLUMN details TEXT NOT NULL DEFAULT '{}';

-- confirmation is the key that the token is bound to (RFC 7800), delegation who
-- acts for the user (RFC 8693), each as JSON or empty.
ALTER TABLE tokens ADD COLUMN confirmation TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN delegation TEXT NOT NULL DEFAULT '';

-- Values that may be shown once until they expire: identifiers of assertions
-- and proofs.
CREATE TABLE replays (
    digest     TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX replays_expires ON replays (expires_at);
