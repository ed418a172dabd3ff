// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.javadoc;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * What others can name and nobody has described. Not needed are comments on what overrides something, and on what is described
 * with a record: its constructor, its components, and methods like {@code withLease} that copy it with another one of these.
 */
final class Undocumented extends TreePathScanner<Void, Void> {

    private static final Pattern COPY = Pattern.compile("with([A-Z])(\\w*)");

    private final DocTrees docs;
    private final CompilationUnitTree unit;
    private final List<String> found;

    private Undocumented(DocTrees docs, CompilationUnitTree unit, List<String> found) {
        this.docs = docs;
        this.unit = unit;
        this.found = found;
    }

    /** In these files, as {@code Type.member}. */
    static List<String> in(Iterable<? extends JavaFileObject> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, files);
        List<String> found = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                new Undocumented(DocTrees.instance(task), unit, found).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
        if (!isVisible(type.getModifiers(), outer())) {
            return null;
        }
        check(type.getSimpleName().toString());
        return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        ClassTree type = outer();
        boolean overrides = method.getModifiers().getAnnotations().stream()
                .anyMatch(
                        annotation -> annotation.getAnnotationType().toString().equals("Override"));
        boolean canonical = type.getKind() == Tree.Kind.RECORD && isCanonical(method, type);
        if (isVisible(method.getModifiers(), type) && !overrides && !canonical && !isCopy(method)) {
            String name =
                    method.getReturnType() == null ? "new" : method.getName().toString();
            check(type.getSimpleName() + "." + name);
        }
        return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void nothing) {
        ClassTree type = outer();
        boolean component = type.getKind() == Tree.Kind.RECORD
                && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        boolean ofCourse = field.getName().contentEquals("serialVersionUID");
        if (isVisible(field.getModifiers(), type) && !component && !ofCourse) {
            check(type.getSimpleName() + "." + field.getName());
        }
        return null;
    }

    /** Is it {@code withLease}, in a record that says what its {@code lease} is? */
    private boolean isCopy(MethodTree method) {
        Matcher matcher = COPY.matcher(method.getName());
        String record = docs.getDocComment(getCurrentPath().getParentPath());
        return matcher.matches()
                && record != null
                && record.contains("@param " + matcher.group(1).toLowerCase(Locale.ROOT) + matcher.group(2) + " ");
    }

    private void check(String name) {
        if (docs.getDocComment(getCurrentPath()) == null) {
            found.add(unit.getPackageName() + "." + name);
        }
    }

    private ClassTree outer() {
        for (TreePath path = getCurrentPath().getParentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof ClassTree type) {
                return type;
            }
        }
        return null;
    }

    /** A compact one has no parameters of its own in the source, but those of the record once it is parsed. */
    private static boolean isCanonical(MethodTree method, ClassTree type) {
        List<String> components = type.getMembers().stream()
                .filter(member -> member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                .map(member -> ((VariableTree) member).getName().toString())
                .toList();
        List<String> parameters = method.getParameters().stream()
                .map(parameter -> parameter.getName().toString())
                .toList();
        return method.getReturnType() == null && (parameters.isEmpty() || parameters.equals(components));
    }

    private static boolean isVisible(ModifiersTree modifiers, ClassTree outer) {
        Set<Modifier> flags = modifiers.getFlags();
        boolean ofInterface = outer != null
                && (outer.getKind() == Tree.Kind.INTERFACE || outer.getKind() == Tree.Kind.ANNOTATION_TYPE);
        return flags.contains(Modifier.PUBLIC)
                || (flags.contains(Modifier.PROTECTED)
                        && !outer.getModifiers().getFlags().contains(Modifier.FINAL))
                || (ofInterface && !flags.contains(Modifier.PRIVATE));
    }
}
