import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

const patience = 20_000

/** Returns the mail server that keeps what it is given; SMTPServer is the class of that name of the package `smtp-server`. */
export function mailboxes(SMTPServer) {
  return class Mailbox {
    #mails = []
    #server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, session, callback) => {
        text(stream).then((message) => {
          for (const { address } of session.envelope.rcptTo) this.#mails.push({ to: address, ...read(message) })
          callback()
        }, callback)
      },
    })

    static async open() {
      const box = new Mailbox()
      box.#server.listen(0, '127.0.0.1')
      await once(box.#server.server, 'listening')
      return box
    }

    /** What a service must be told to send its mail here. */
    get env() {
      return { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(this.#server.server.address().port) }
    }

    /** Takes the oldest mail to an address about a subject, as soon as there is one. */
    async take(to, subject = /./) {
      const deadline = Date.now() + patience
      for (;;) {
        const index = this.#mails.findIndex((mail) => mail.to === to && subject.test(mail.subject))
        if (index >= 0) return this.#mails.splice(index, 1)[0]
        if (Date.now() > deadline) throw new Error(`no mail to ${to} has arrived`)
        await sleep(20)
      }
    }

    /** Takes the link of the oldest mail to an address. */
    async link(to) {
      const mail = await this.take(to, /^(?!New sign-in)/)
      const [link] = mail.text.match(/https?:\/\/\S+\/(?:api\/auth\/|accept-invitation\?)\S+/) ?? []
      if (!link) throw new Error(`the mail "${mail.subject}" has no link\n${mail.text}`)
      return new URL(link)
    }

    close() {
      return new Promise((resolve) => this.#server.close(resolve))
    }
  }
}

/** The subject and the plain text of a message with alternatives. */
function read(message) {
  const [, subject = ''] = message.match(/^Subject: (.*)$/m) ?? []
  const [, part = ''] = message.match(/Content-Type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/i) ?? []
  const joined = part.replace(/=\r\n/g, '')
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  return { subject, text: Buffer.from(bytes, 'latin1').toString('utf8') }
}
