import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../../src/ledger/codec.ts'
