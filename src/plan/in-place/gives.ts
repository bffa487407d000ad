import { FIELDS, isFieldName } from '../../schema/fields.generated.ts'
import { fieldsOf, type Step } from '../action.ts'

/**
 * Whether a step sets a field as the definition says, whatever the account has there: what it is for, and every other setting of
 * the container beside that, since a reset gives them all. One that is only recorded gives nothing else.
 */
export const gives = (step: Step, field: string): boolean =>
  fieldsOf(step).some((made) => made === field) ||
  (step.operation === 'upgrade' &&
    step.isThere !== true &&
    isFieldName(field) &&
    FIELDS[field].change === 'upgrade')
