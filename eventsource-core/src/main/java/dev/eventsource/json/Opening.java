// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.node.ObjectNode;

/** Decrypts the personal data of a record, wherever its subject's id stands, before the record is read. */
final class Opening extends DelegatingDeserializer {

    private final List<PersonalField> fields;

    private Opening(ValueDeserializer<?> jackson, List<PersonalField> fields) {
        super(jackson);
        this.fields = fields;
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> jackson) {
        return new Opening(jackson, fields);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
        JsonNode tree = context.readTree(parser);
        if (tree instanceof ObjectNode object) {
            for (PersonalField field : fields) {
                rename(object, field);
                open(object, field, context);
            }
        } else if (!tree.isNull()) {
            throw new Refusal("a record with personal data that is no object");
        }
        try (JsonParser opened = tree.traverse(context)) {
            opened.nextToken();
            return super.deserialize(opened, context);
        }
    }

    /** Under whatever name Jackson would find it. */
    private void rename(ObjectNode object, PersonalField field) {
        for (String alias : field.aliases()) {
            JsonNode found = object.remove(alias);
            if (found != null && object.putIfAbsent(field.name(), found) != null) {
                throw new Refusal("personal data under two names").prependPath(handledType(), field.name());
            }
        }
    }

    private void open(ObjectNode object, PersonalField field, DeserializationContext context) {
        JsonNode stored = object.get(field.name());
        if (stored == null || stored.isNull()) {
            return;
        }
        try {
            if (!(context.getAttribute(Seal.class) instanceof Seal seal)) {
                throw new Refusal("personal data, but the codec was given no keys");
            }
            String subject = Seal.subject(field.subjectIn(object, 0));
            object.set(field.name(), seal.open(subject, field, stored).orElse(field.placeholder()));
        } catch (JacksonException e) {
            throw e.prependPath(handledType(), field.name());
        }
    }

    /** Puts it around every record that has personal data. */
    static final class Everywhere extends ValueDeserializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> jackson) {
            List<PersonalField> fields = PersonalField.of(bean.get());
            return fields.isEmpty() ? jackson : new Opening(jackson, fields);
        }
    }
}
