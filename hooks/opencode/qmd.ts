// qmd hook: for OpenCode. `qmd hook install opencode` puts this file here, `qmd hook remove opencode` takes it away.
//
// When a message comes, qmd is asked what to read first; its answer joins the system prompt of that message only. qmd
// is ended after 150 ms, and says nothing when nothing fits; whatever goes wrong here, the agent goes on without it.
import { spawn } from "node:child_process";

const QMD = "qmd";

function ask(turn: unknown): Promise<any> {
  return new Promise((resolve) => {
    const child = spawn(QMD, ["hook", "opencode"], { stdio: ["pipe", "pipe", "ignore"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), 500);
    let answer = "";
    const end = () => {
      clearTimeout(timer);
      try {
        resolve(answer ? JSON.parse(answer) : undefined);
      } catch {
        resolve(undefined);
      }
    };
    child.on("error", end);
    child.on("close", end);
    child.stdin.on("error", () => {});
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text: string) => (answer += text));
    child.stdin.end(JSON.stringify(turn));
  });
}

export const Qmd = async ({ directory }: any) => {
  const found = new Map<string, string[]>();
  return {
    "chat.message": async (input: any, output: any) => {
      const answer = await ask({ input, output, directory });
      if (answer?.system) found.set(input.sessionID, answer.system);
      else found.delete(input.sessionID);
    },
    "experimental.chat.system.transform": async (input: any, output: any) => {
      output.system.push(...(found.get(input.sessionID) ?? []));
    },
  };
};
