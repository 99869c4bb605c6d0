package io.kytkin.benchmark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another Java process with this one's class path: a server, a command, or a part that does a round when it is told to. It is
 * ended with this one, or by {@link #close}.
 */
final class ChildProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final String ANSWER = "answer: ";
    private final Process process;
    private BufferedReader said;

    /** What a part does when it is asked for something. */
    interface Part {
        /** @return what the one who asks gets, in one line */
        String answer(String question) throws Exception;
    }

    private ChildProcess(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * @param options     of the virtual machine
     * @param environment added to this process's
     * @param command     main class and its arguments
     */
    static ChildProcess start(List<String> options, Map<String, String> environment, boolean isListened, String... command) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        line.add("-cp");
        line.add(classPath());
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(isListened);
        builder.environment().putAll(environment);
        if (!isListened) {
            builder.inheritIO();
        }
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven runs a main class in its own process, where the class path stands in the class loader only. */
    private static String classPath() {
        if (ChildProcess.class.getClassLoader() instanceof java.net.URLClassLoader loader) {
            List<String> entries = new ArrayList<>();
            for (java.net.URL url : loader.getURLs()) {
                entries.add(Path.of(java.net.URI.create(url.toString())).toString());
            }
            return String.join(File.pathSeparator, entries);
        }
        return System.getProperty("java.class.path");
    }

    /** The address that a server prints when it listens; what it prints later is read and dropped. */
    String address() {
        try {
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher matcher = ADDRESS.matcher(line);
                if (matcher.find()) {
                    Thread drain = new Thread(() -> output.lines().forEach(ignored -> { }));
                    drain.setDaemon(true);
                    drain.start();
                    return matcher.group();
                }
                said.append(line).append('\n');
            }
            throw new IllegalStateException("The server ended before it listened:\n" + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a part do something, and waits for its answer; what else it prints is read and dropped. */
    String ask(String question) throws IOException {
        if (said == null) {
            said = process.inputReader(StandardCharsets.UTF_8);
        }
        process.outputWriter(StandardCharsets.UTF_8).append(question).append('\n').flush();
        StringBuilder other = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(ANSWER)) {
                return line.substring(ANSWER.length());
            }
            other.append(line).append('\n');
        }
        throw new IllegalStateException("The part ended instead of an answer to '" + question + "':\n" + other);
    }

    /** The main loop of a part: answers until nobody asks any more, and ends the process. */
    static void answer(Part part) {
        int code = 0;
        try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                System.out.println(ANSWER + part.answer(question));
            }
        } catch (Exception | Error failure) {
            failure.printStackTrace();
            code = 1;
        }
        System.exit(code);
    }

    /** Waits for its end. @return its exit code; -1 when it took too long and was ended */
    int await(long minutes) throws InterruptedException {
        if (process.waitFor(minutes, TimeUnit.MINUTES)) {
            return process.exitValue();
        }
        process.destroyForcibly();
        return -1;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
