// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Reads arrays of floating numbers element by element as {@link Scalar} does; Jackson takes "NaN" there. */
final class Floating<B, A> extends StdDeserializer<A> {

    private final Class<B[]> boxed;
    private final Function<B[], A> unbox;

    private Floating(Class<A> type, Class<B[]> boxed, Function<B[], A> unbox) {
        super(type);
        this.boxed = boxed;
        this.unbox = unbox;
    }

    static void addTo(SimpleModule module) {
        module.addDeserializer(double[].class, new Floating<>(double[].class, Double[].class, Floating::doubles));
        module.addDeserializer(float[].class, new Floating<>(float[].class, Float[].class, Floating::floats));
    }

    @Override
    public A deserialize(JsonParser parser, DeserializationContext context) {
        B[] elements = context.readValue(parser, boxed);
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] == null) {
                throw new Refusal("expected a number, found null").prependPath(elements, i);
            }
        }
        return unbox.apply(elements);
    }

    private static double[] doubles(Double[] boxed) {
        double[] numbers = new double[boxed.length];
        for (int i = 0; i < boxed.length; i++) {
            numbers[i] = boxed[i];
        }
        return numbers;
    }

    private static float[] floats(Float[] boxed) {
        float[] numbers = new float[boxed.length];
        for (int i = 0; i < boxed.length; i++) {
            numbers[i] = boxed[i];
        }
        return numbers;
    }
}
