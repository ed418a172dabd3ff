// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import dev.eventsource.codec.DefaultValue;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.AnnotationIntrospectorPair;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * What annotations mean to this codec, beside what they mean to Jackson: a component is required unless it is
 * {@code @Nullable}, optional or has a default, elements of collections likewise, and no type may write a class's name.
 */
final class Strictness extends AnnotationIntrospectorPair {

    private static final long serialVersionUID = 1;

    private static final Set<JsonTypeInfo.Id> CLASS_NAMES =
            Set.of(JsonTypeInfo.Id.CLASS, JsonTypeInfo.Id.MINIMAL_CLASS, JsonTypeInfo.Id.SIMPLE_NAME);
    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    Strictness(AnnotationIntrospector jackson) {
        super(jackson, NopAnnotationIntrospector.instance);
    }

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        return member instanceof AnnotatedParameter parameter
                ? Boolean.valueOf(!mayBeAbsent(parameter))
                : super.hasRequiredMarker(config, member);
    }

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter)) {
            return super.findSetterInfo(config, annotated);
        }
        Nulls elements = inner(declared(parameter)).anyMatch(Strictness::isNullable) ? Nulls.SET : Nulls.FAIL;
        return JsonSetter.Value.construct(mayBeNull(parameter) ? Nulls.SET : Nulls.FAIL, elements);
    }

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        JsonTypeInfo.Value info = super.findPolymorphicTypeInfo(config, annotated);
        if (info != null && CLASS_NAMES.contains(info.getIdType())) {
            String where = annotated instanceof AnnotatedClass ? annotated.getName() : annotated.toString();
            throw new IllegalArgumentException("@JsonTypeInfo of " + where + " would write names of classes (use = "
                    + info.getIdType() + "); use = NAME with @JsonSubTypes outlives renaming a class");
        }
        return info;
    }

    @Override
    public JacksonInject.@Nullable Value findInjectableValue(MapperConfig<?> config, AnnotatedMember member) {
        DefaultValue value = member instanceof AnnotatedParameter ? defaultOf(member) : null;
        return value == null
                ? super.findInjectableValue(config, member)
                : JacksonInject.Value.construct(new Defaults.Default(value.value()), true, false);
    }

    private static @Nullable DefaultValue defaultOf(AnnotatedMember member) {
        return member.getAnnotation(DefaultValue.class);
    }

    /** May be null: that it may be missing does not say so. */
    private static boolean mayBeNull(AnnotatedParameter parameter) {
        return mayBeNull(parameter.getRawType(), declared(parameter));
    }

    /** May what is declared so be null? */
    static boolean mayBeNull(Class<?> raw, AnnotatedType declared) {
        return OPTIONALS.contains(raw) || isNullable(declared);
    }

    private static boolean mayBeAbsent(AnnotatedParameter parameter) {
        return mayBeNull(parameter) || defaultOf(parameter) != null;
    }

    private static AnnotatedType declared(AnnotatedParameter parameter) {
        AnnotatedElement owner = parameter.getOwner().getAnnotated();
        AnnotatedType[] parameters = ((Executable) owner).getAnnotatedParameterTypes();
        return parameters[parameter.getIndex()];
    }

    private static Stream<AnnotatedType> inner(AnnotatedType type) {
        Stream<AnnotatedType> elements = Stream.empty();
        if (type instanceof AnnotatedParameterizedType generic) {
            elements = Stream.of(generic.getAnnotatedActualTypeArguments());
        } else if (type instanceof AnnotatedArrayType array) {
            elements = Stream.of(array.getAnnotatedGenericComponentType());
        }
        return elements.flatMap(element -> Stream.concat(Stream.of(element), inner(element)));
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }
}
