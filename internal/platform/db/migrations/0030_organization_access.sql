-- Applications that an organization may use. What its members are given there
-- hangs on this row, and goes with it.
CREATE TABLE organization_applications (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    application_id  TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, application_id)
);
CREATE INDEX organization_applications_application ON organization_applications (application_id);

-- Roles that members of an organization have there, and nowhere else. They
-- cascade with the role only so that those of a deleted application do, in
-- whichever order its rows go; a role that somebody has is not deleted.
CREATE TABLE organization_roles (
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    application_id  TEXT NOT NULL,
    role_id         TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id, application_id, role_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES organization_members (organization_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, application_id) REFERENCES organization_applications (organization_id, application_id) ON DELETE CASCADE,
    FOREIGN KEY (application_id, role_id) REFERENCES roles (application_id, id) ON DELETE CASCADE
);
CREATE INDEX organization_roles_application ON organization_roles (organization_id, application_id);
CREATE INDEX organization_roles_role ON organization_roles (role_id);
