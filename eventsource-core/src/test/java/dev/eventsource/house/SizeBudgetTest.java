// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How large a file and an interface may be. For the median only lines of code count, not blank lines and comments:
 * nobody should save javadoc to stay small. For the large files all lines count. {@code package-info.java} is not a
 * file here: it has no code, and would only make the median look better.
 */
class SizeBudgetTest {

    private static final List<SourceFile> FILES = Repository.sources("main").stream()
            .map(path -> SourceFile.of(Repository.root().relativize(path), Repository.lines(path)))
            .sorted(Comparator.comparing(SourceFile::lines).reversed())
            .toList();

    record SourceFile(Path path, int lines, int code) {

        static SourceFile of(Path path, List<String> lines) {
            long code = lines.stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty()
                            && !line.startsWith("/*")
                            && !line.startsWith("*")
                            && !line.startsWith("//"))
                    .count();
            return new SourceFile(path, lines.size(), (int) code);
        }

        @Override
        public String toString() {
            return lines + " " + path;
        }
    }

    @Test
    void the_sources_are_found() {
        assertThat(FILES).hasSizeGreaterThan(25);
    }

    @Test
    void the_median_file_has_at_most_60_lines() {
        List<Integer> code = FILES.stream().map(SourceFile::code).sorted().toList();
        assertThat(code.get(code.size() / 2))
                .as("median of lines of code; large files: %s", list(FILES.subList(0, FILES.size() / 2)))
                .isLessThanOrEqualTo(60);
    }

    @Test
    void nine_of_ten_files_have_less_than_220_lines() {
        List<SourceFile> large =
                FILES.stream().filter(file -> file.lines() >= 220).toList();
        assertThat(large.size()).as("large files: %s", list(large)).isLessThanOrEqualTo(FILES.size() / 10);
    }

    @Test
    void no_file_has_more_than_400_lines() {
        assertThat(FILES)
                .allSatisfy(file -> assertThat(file.lines()).as(file.toString()).isLessThanOrEqualTo(400));
    }

    @Test
    void an_interface_asks_for_at_most_8_methods_and_storage_for_12() {
        List<JavaClass> interfaces = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.eventsource")
                        .stream()
                        .filter(type ->
                                type.isInterface() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .toList();
        assertThat(interfaces)
                .hasSizeGreaterThan(5)
                .allSatisfy(type -> assertThat(abstractMethods(type))
                        .as(type.getName())
                        .isLessThanOrEqualTo(type.getSimpleName().equals("Storage") ? 12 : 8));
    }

    private static long abstractMethods(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                .count();
    }

    private static String list(List<SourceFile> files) {
        return files.stream().map(SourceFile::toString).collect(joining("\n  ", "\n  ", ""));
    }
}
