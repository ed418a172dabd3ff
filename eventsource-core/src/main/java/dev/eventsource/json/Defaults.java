// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import dev.eventsource.codec.DefaultValue;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.InjectableValues;
import tools.jackson.databind.json.JsonMapper;

/** Gives components that are missing their {@link DefaultValue}, read as if it stood there. */
final class Defaults extends InjectableValues {

    private static final long serialVersionUID = 1;

    /** What Jackson asks for where the component is missing. */
    record Default(String json) {}

    @Override
    public InjectableValues snapshot() {
        return this;
    }

    @Override
    public @Nullable Object findInjectableValue(
            DeserializationContext context,
            Object id,
            BeanProperty property,
            @Nullable Object bean,
            @Nullable Boolean optional,
            @Nullable Boolean useInput) {
        try (JsonParser parser = context.tokenStreamFactory().createParser(context, ((Default) id).json())) {
            parser.nextToken();
            return context.findContextualValueDeserializer(property.getType(), property)
                    .deserialize(parser, context);
        }
    }

    /** Throws {@link IllegalArgumentException} if a default is none. */
    static void check(RecordComponent component, JsonMapper mapper) {
        DefaultValue value = component.getAnnotation(DefaultValue.class);
        if (value == null) {
            return;
        }
        try {
            mapper.readerFor(mapper.constructType(component.getGenericType())).readValue(value.value());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "The default of " + component.getDeclaringRecord().getName() + "."
                            + component.getName() + " is no "
                            + component.getGenericType().getTypeName() + " as JSON: "
                            + Complaint.of(e).reason());
        }
    }
}
