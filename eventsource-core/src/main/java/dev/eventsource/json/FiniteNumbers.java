// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.JsonGeneratorDelegate;

/** Refuses the numbers that JSON does not have, wherever in an event they stand. */
final class FiniteNumbers extends JsonGeneratorDelegate {

    FiniteNumbers(JsonGenerator generator) {
        super(generator, false);
    }

    @Override
    public JsonGenerator writeNumber(double number) {
        check(Double.isFinite(number));
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(float number) {
        check(Float.isFinite(number));
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeArray(double[] numbers, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            check(Double.isFinite(numbers[i]));
        }
        return super.writeArray(numbers, offset, length);
    }

    private static void check(boolean finite) {
        if (!finite) {
            throw new Refusal("NaN and Infinity are no JSON numbers; leave the field out or name the case");
        }
    }
}
