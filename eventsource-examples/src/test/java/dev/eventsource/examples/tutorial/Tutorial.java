// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.tutorial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tutorial's page as a script: files are written that it names, commands run that it shows, and what follows them in a
 * block of text is what they print.
 */
final class Tutorial {

    private static final Pattern BLOCK = Pattern.compile("(?<=\n)```(java|xml|sh|text)\n(.*?\n)```\n", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("`([\\w/.]+\\.(?:java|xml))`");

    private final Path folder;
    private final Map<String, String> variables;
    private final StringBuilder script = new StringBuilder("set -eu\n");
    private final StringBuilder printed = new StringBuilder();
    private int files;

    /** @param variables what is exported in place of what the page exports */
    Tutorial(Path folder, Map<String, String> variables) {
        this.folder = folder;
        this.variables = variables;
    }

    Tutorial read(Path page) throws IOException {
        String text = Files.readString(page);
        int from = 0;
        for (MatchResult block : BLOCK.matcher(text).results().toList()) {
            String before = text.substring(from, block.start());
            from = block.end();
            switch (block.group(1)) {
                case "sh" -> script.append(withVariables(block.group(2)));
                case "text" -> printed.append(block.group(2));
                default -> file(before, block.group(2));
            }
        }
        return this;
    }

    /** A file is written when the commands before it have run: by the script. */
    private void file(String before, String content) throws IOException {
        List<String> names = new ArrayList<>(
                FILE.matcher(before).results().map(found -> found.group(1)).toList());
        String name = names.get(names.size() - 1);
        Path written = folder.resolve("files").resolve(String.valueOf(files++));
        Files.createDirectories(written.getParent());
        if (content.startsWith(" ")) {
            Files.writeString(written, content);
            script.append("sed -i.before -e '/more stores and buses come here/{r ")
                    .append(written)
                    .append("\nd\n}' ")
                    .append(name)
                    .append('\n');
        } else {
            Files.writeString(written, content);
            script.append("mkdir -p \"$(dirname ").append(name).append(")\"\n");
            script.append("cp ").append(written).append(' ').append(name).append('\n');
        }
    }

    private String withVariables(String commands) {
        String replaced = commands;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            replaced = replaced.replaceAll(
                    "export " + variable.getKey() + "=\"[^\"]*\"",
                    Matcher.quoteReplacement("export " + variable.getKey() + "=\"" + variable.getValue() + "\""));
        }
        return replaced;
    }

    String script() {
        return script.toString();
    }

    String printed() {
        return printed.toString();
    }
}
