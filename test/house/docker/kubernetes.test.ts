/** The manifest for the MPI operator, by the schemas of what reads it. No Kubernetes is asked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PodTemplateSpec } from "kubernetes-models/v1";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ROOT } from "../fake-system.js";

/** A pod as Kubernetes' own schema has it, with a container, and an image in each. */
const Template = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  try {
    const pod = new PodTemplateSpec(value);
    pod.validate();
    for (const { name, image } of pod.spec?.containers ?? [])
      if (!image) context.addIssue(`container ${name} has no image`);
  } catch (error) {
    context.addIssue(String(error));
  }
});

const Replicas = z.strictObject({
  replicas: z.int().min(0),
  restartPolicy: z.enum(["Always", "OnFailure", "Never", "ExitCode"]).optional(),
  template: Template,
});

/** MPIJob of kubeflow.org/v2beta1, by its type definitions: a field that it does not know would be thrown away silently. */
const MpiJob = z.strictObject({
  apiVersion: z.literal("kubeflow.org/v2beta1"),
  kind: z.literal("MPIJob"),
  metadata: z.strictObject({
    name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
    namespace: z.string().optional(),
  }),
  spec: z.strictObject({
    slotsPerWorker: z.int().min(1).optional(),
    runPolicy: z
      .strictObject({
        cleanPodPolicy: z.enum(["None", "Running", "All"]),
        ttlSecondsAfterFinished: z.int(),
        activeDeadlineSeconds: z.int(),
        backoffLimit: z.int32(),
        suspend: z.boolean(),
      })
      .partial(),
    sshAuthMountPath: z.string().startsWith("/").optional(),
    mpiImplementation: z.enum(["OpenMPI", "Intel", "MPICH"]).optional(),
    mpiReplicaSpecs: z.strictObject({ Launcher: Replicas, Worker: Replicas }),
  }),
});

interface Job {
  spec: { mpiReplicaSpecs: { Launcher: Group; Worker: Group } };
}
interface Group {
  template: {
    spec: {
      containers: { image?: string; args: unknown; volumeMounts?: { name: string }[] }[];
      volumes?: { name: string }[];
    };
  };
}
const manifest = (): Job => parse(readFileSync(join(ROOT, "docker", "kubernetes", "mpijob.yaml"), "utf8")) as Job;

test("the manifest is an MPIJob, with pods that Kubernetes takes", () => {
  expect(MpiJob.safeParse(manifest()).error?.issues).toBeUndefined();
});

test("each volume that is mounted is there", () => {
  const { Launcher, Worker } = manifest().spec.mpiReplicaSpecs;
  for (const { template } of [Launcher, Worker]) {
    const mounted = template.spec.containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
    expect([...new Set(mounted)].sort()).toEqual((template.spec.volumes ?? []).map(({ name }) => name).sort());
  }
});

interface Strict {
  automountServiceAccountToken?: boolean;
  securityContext?: { runAsNonRoot?: boolean; seccompProfile?: { type: string } };
  containers: {
    securityContext?: {
      allowPrivilegeEscalation?: boolean;
      readOnlyRootFilesystem?: boolean;
      capabilities?: { drop?: string[]; add?: string[] };
    };
    resources?: { limits?: Record<string, string> };
  }[];
  volumes?: { name: string; emptyDir?: { sizeLimit?: string } }[];
}

test("pods are as strict as the containers of Compose", () => {
  const { Launcher, Worker } = manifest().spec.mpiReplicaSpecs;
  for (const { template } of [Launcher, Worker]) {
    const pod = template.spec as unknown as Strict;
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    });
    for (const { securityContext, resources } of pod.containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(Object.keys(resources?.limits ?? {}).sort()).toEqual(["cpu", "ephemeral-storage", "memory"]);
    }
    // Whatever can be written has a size.
    const scratch = (pod.volumes ?? []).flatMap(({ emptyDir }) => (emptyDir ? [emptyDir] : []));
    expect(scratch.length).toBeGreaterThan(2);
    expect(scratch.filter(({ sizeLimit }) => sizeLimit === undefined)).toEqual([]);
  }
});

test("Sister connects by ssh only to hosts whose keys it knows", () => {
  for (const file of ["docker/kubernetes/mpijob.yaml", "docker/sister/ssh_config"]) {
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(text, file).toMatch(/StrictHostKeyChecking[= ]yes/);
    expect(text, file).not.toMatch(/StrictHostKeyChecking[= ](no|accept-new|ask)|UserKnownHostsFile[= ]\/dev\/null/);
  }
});

test("what is wrong would be seen", () => {
  const wrong = [
    (job: Job): unknown => Object.assign(job.spec, { slotPerWorker: 2 }),
    (job: Job): unknown =>
      Object.assign(job.spec.mpiReplicaSpecs.Worker.template.spec.containers[0] ?? {}, { args: "one" }),
    (job: Job): unknown => delete job.spec.mpiReplicaSpecs.Launcher.template.spec.containers[0]?.image,
  ];
  for (const spoil of wrong) {
    const job = manifest();
    spoil(job);
    expect(MpiJob.safeParse(job).success).toBe(false);
  }
});
