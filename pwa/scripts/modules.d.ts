/** The table that the build makes of every module in scripts/ and components/. */
declare module "modules" {
  const modules: Record<string, () => Promise<{ default: (element: HTMLElement) => void }>>;
  export default modules;
}
