import { after, before, describe } from 'node:test'
import { administer } from '../support/administrator.mjs'
import { engines } from '../support/service.mjs'
import { Visitor } from '../support/visitor.mjs'
import { startService } from './service.mjs'

/**
 * Runs tests against a service of their own on each engine. The world is filled before the first test. Settings may
 * need something that must be started: then env is a function that starts it and ends it with the world.
 */
export function onEachEngine(subject, env, tests) {
  for (const { name, skip } of engines) {
    describe(`${subject} on ${name}`, { skip }, () => {
      const world = {
        /** A browser that was never here. */
        visitor: () => new Visitor(world.service.url),
        /** Somebody with access to an application that was just created. */
        async applicationWithPerson(settings) {
          const application = await world.admin.createApplication(settings)
          const account = await world.admin.createPerson()
          await world.admin.grantAccess(application, account)
          return { application, account }
        },
      }
      before(async () => {
        const settings = typeof env === 'function' ? await env(world) : env
        world.service = await startService({ engine: name, env: settings })
        world.admin = await administer(world.service)
      })
      after(async () => {
        await world.service?.stop()
        await world.mailbox?.close()
      })
      tests(world)
    })
  }
}
