// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/** Reads names of enums as they are; Jackson strips spaces around them. */
final class EnumName extends DelegatingDeserializer {

    private EnumName(ValueDeserializer<?> jackson) {
        super(jackson);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> jackson) {
        return new EnumName(jackson);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.hasToken(JsonToken.VALUE_STRING)
                && !parser.getString().equals(parser.getString().strip())) {
            throw new Refusal("expected a name of an enum, found a string that is none");
        }
        return super.deserialize(parser, context);
    }

    /** Puts it around every enum's deserializer. */
    static final class Everywhere extends ValueDeserializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public ValueDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config,
                JavaType type,
                BeanDescription.Supplier bean,
                ValueDeserializer<?> jackson) {
            return new EnumName(jackson);
        }
    }
}
