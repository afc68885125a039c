import pg from 'pg'
import { starter } from '../support/service.mjs'

export const startService = starter(pg.Client)
