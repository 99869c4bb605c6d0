package io.kytkin;

/** A reason not to start, as one plain sentence for the person at the keyboard. */
public class SettingProblem extends RuntimeException {
    public SettingProblem(String sentence) {
        super(sentence);
    }

    public SettingProblem(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
