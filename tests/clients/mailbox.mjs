import { SMTPServer } from 'smtp-server'
import { mailboxes } from '../support/mailbox.mjs'

export const Mailbox = mailboxes(SMTPServer)
