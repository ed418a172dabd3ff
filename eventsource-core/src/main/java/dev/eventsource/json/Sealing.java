// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.util.NameTransformer;

/** Writes a component with personal data encrypted, on whatever way Jackson comes to it. */
final class Sealing extends BeanPropertyWriter {

    private static final long serialVersionUID = 1;

    private final transient PersonalField field;
    private final BeanPropertyWriter subject;
    private transient volatile @Nullable JsonNode written;

    private Sealing(BeanPropertyWriter plain, PersonalField field, BeanPropertyWriter subject) {
        super(plain);
        this.field = field;
        this.subject = subject;
    }

    @Override
    public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
            throws Exception {
        String json = plain(super::serializeAsElement, bean, context);
        if (json.equals("null")) {
            super.serializeAsProperty(bean, generator, context);
        } else {
            generator.writeName(getSerializedName());
            generator.writeString(sealed(bean, json, context));
        }
    }

    @Override
    public void serializeAsElement(Object bean, JsonGenerator generator, SerializationContext context)
            throws Exception {
        String json = plain(super::serializeAsElement, bean, context);
        if (json.equals("null")) {
            generator.writeNull();
        } else {
            generator.writeString(sealed(bean, json, context));
        }
    }

    @Override
    public BeanPropertyWriter rename(NameTransformer transformer) {
        throw new IllegalArgumentException(getMember() + " is @PersonalData: its record cannot be @JsonUnwrapped");
    }

    @Override
    public BeanPropertyWriter unwrappingWriter(NameTransformer unwrapper) {
        throw new IllegalArgumentException(getMember() + " is @PersonalData and cannot be @JsonUnwrapped");
    }

    private String sealed(Object bean, String json, SerializationContext context) throws Exception {
        if (!(context.getAttribute(Seal.class) instanceof Seal seal)) {
            throw new Refusal("personal data, but the codec was given no keys");
        }
        String id = plain(subject::serializeAsElement, bean, context);
        return seal.seal(Seal.subject(field.subjectIn(JsonEvent.tree(id), 1)), field, json, this::isPlaceholder);
    }

    private boolean isPlaceholder(JsonNode value) {
        return value.equals(field.placeholder()) || value.equals(written);
    }

    /** As Jackson writes what it has read of the placeholder: 0.0 for a number that is 0. */
    void placeholderIsWritten(JsonNode value) {
        written = value;
    }

    /** As it would be written in the clear. */
    private static String plain(Written written, Object bean, SerializationContext context) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator =
                new FiniteNumbers(context.tokenStreamFactory().createGenerator(context, text))) {
            written.to(bean, generator, context);
        }
        return text.toString();
    }

    private interface Written {
        void to(Object bean, JsonGenerator generator, SerializationContext context) throws Exception;
    }

    /** Puts it in the place of every component with personal data. */
    static final class Everywhere extends ValueSerializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier bean, List<BeanPropertyWriter> properties) {
            Map<String, PersonalField> personal = PersonalField.of(bean.get()).stream()
                    .collect(Collectors.toMap(PersonalField::name, Function.identity()));
            if (personal.isEmpty()) {
                return properties;
            }
            return properties.stream()
                    .map(property -> {
                        PersonalField field = personal.get(property.getName());
                        return field == null ? property : new Sealing(property, field, subject(field, properties));
                    })
                    .collect(Collectors.toList());
        }

        private static BeanPropertyWriter subject(PersonalField field, List<BeanPropertyWriter> properties) {
            return properties.stream()
                    .filter(one -> one.getName().equals(field.subject().get(0)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(field.name() + " is @PersonalData of '"
                            + String.join(".", field.subject()) + "', but there is no such field beside it"));
        }
    }
}
